"""The open workbooks: what each one chooses, its data, and what is kept between Excel's runs."""
