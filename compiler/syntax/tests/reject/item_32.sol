import {a,} from "a";
