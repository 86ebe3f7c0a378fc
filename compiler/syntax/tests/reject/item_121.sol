modifier m {}
