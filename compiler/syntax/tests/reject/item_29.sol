import {} from "a";
