/**/ contract C {} /***/
