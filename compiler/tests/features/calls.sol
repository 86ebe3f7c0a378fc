// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

// Low-level calls, caught failures, and functions without a name.
contract Empty {}

contract Calls {
    function low(address a, bytes memory data) external returns (bytes memory) {
        (bool ok, bytes memory result) = a.call(data); //~ address-call
        (ok, result) = a.delegatecall(data); //~ address-delegatecall
        (ok, result) = a.staticcall(data); //~ address-staticcall
        (ok,) = address(this).call{value: 1}(result); //~ address-call
        (ok,) = a
            .call{value: 2} //~ address-call
            ("");
        return result;
    }

    function caught(Calls other) external returns (uint256) {
        try other.caught(this) returns (uint256 result) { //~ try-catch
            return result;
        } catch Error(string memory) {
            return 1;
        } catch Panic(uint256 code) {
            return code;
        } catch {
            try new Empty() {} catch {} //~ try-catch create
            return 2;
        }
    }

    receive() external payable {} //~ receive-function

    fallback(bytes calldata) external payable returns (bytes memory) {} //~ fallback-function
}
