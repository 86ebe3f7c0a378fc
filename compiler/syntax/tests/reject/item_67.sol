error E()
