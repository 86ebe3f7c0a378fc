// SPDX-License-Identifier: MIT
contract C {}
