"""Make what students and teachers open from the lessons: notebooks, source and release."""
