import {a as} from "a";
