// The program's habits.
