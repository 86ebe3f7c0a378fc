import * as a form "a";
