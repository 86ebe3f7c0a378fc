using global for global global;
