"""The write side: annotations → spans → rows → rendered records → a sealed, published file."""
