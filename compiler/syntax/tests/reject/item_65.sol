type T is uint[];
