"""What a launched person finds: the lesson in a frame, the class, marks on their way back."""
