event E()
