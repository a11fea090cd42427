mod rewards;
