contract C {
    function f() public {
        assembly {
            let a := clz(1) let b := blobhash(0) let c := blobbasefee() let d := prevrandao()
        }
    }
}
