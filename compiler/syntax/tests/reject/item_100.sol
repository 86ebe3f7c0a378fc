function f() 
