type T is uint
