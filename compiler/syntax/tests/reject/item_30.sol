import {a} "a";
