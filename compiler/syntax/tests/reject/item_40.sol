import unicode"a";
