uint memory x;
