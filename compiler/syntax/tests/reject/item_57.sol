enum E { A, }
