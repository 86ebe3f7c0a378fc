uint transient;
