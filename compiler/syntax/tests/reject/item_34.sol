import * as a "a";
