enum E { A, 1 }
