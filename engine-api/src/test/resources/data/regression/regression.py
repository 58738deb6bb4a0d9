"""Writes the data of the regression tutorial and their split, one number a line, as exact doubles.

Made with scikit-learn 1.2.1 and NumPy 1.24.2: python regression.py
"""
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split


def write(name, numbers):
    with open(name + ".csv", "w") as file:
        file.writelines(repr(float(number)) + "\n" for number in numbers.ravel())


X, y = make_regression(n_samples=200, n_features=1, n_targets=1, bias=5.0, noise=5.0, random_state=123)
write("X", X)
write("y", y)
for name, part in zip(("x_train", "x_test", "y_train", "y_test"),
                      train_test_split(X, y, test_size=0.2, random_state=123)):
    write(name, part)
