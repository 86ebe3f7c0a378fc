abstract C {}
