"""Who acts: the customers' and the firms' rules, and the order of a period."""
