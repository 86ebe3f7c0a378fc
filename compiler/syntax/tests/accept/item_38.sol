using {f as ~, f as |, f as ^, f as &, f as +, f as -, f as *, f as /, f as %, f as ==, f as !=, f as <, f as >, f as <=, f as >=} for T global;
