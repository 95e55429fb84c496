"""How Chinese and English are read: words, dates, numbers, sums of money, names, addresses."""
