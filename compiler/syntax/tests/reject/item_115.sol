function constructor() {}
