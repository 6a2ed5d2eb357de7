"""What a launched person finds: the lesson in the platform's frame, the class, marks on their way back."""
