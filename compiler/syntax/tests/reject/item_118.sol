constructor() {}
