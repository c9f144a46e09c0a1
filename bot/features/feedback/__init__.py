"""What people say of an answer: helpful, or wrong or out of date."""
