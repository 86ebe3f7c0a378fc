import "" ;
