"""Writes numpy_random.csv and notebook_points.csv beside itself. Ran with numpy 2.4.6, Python 3."""
import pathlib
import numpy as np

HERE = pathlib.Path(__file__).parent

with open(HERE / "numpy_random.csv", "w") as f:
    f.write("seed,draw,index,value\n")
    for seed in (0, 1, 42, 12345, 2**31, 2**32 - 1):
        for draw, function in (("double", np.random.rand), ("gaussian", np.random.randn)):
            np.random.seed(seed)
            values = function(2000)
            # 0-4: the first; 311 doubles or so empty the first 624 words; an odd and an even last one.
            for i in (0, 1, 2, 3, 4, 310, 311, 312, 313, 1998, 1999):
                f.write(f"{seed},{draw},{i},{float(values[i])!r}\n")

with open(HERE / "notebook_points.csv", "w") as f:
    f.write("seed,per_arm,index,x1,x2,label\n")
    for seed, n in ((0, 1), (1, 2), (7, 3), (42, 10), (12345, 57), (2**32 - 1, 101)):
        np.random.seed(seed)
        i = 0
        for j in range(2):
            r = np.linspace(0, 1, n)
            t = np.linspace(j * 4.2, (j + 1) * 4.2, n) + np.random.randn(n) * 0.2
            for x1, x2 in np.c_[r * np.sin(t), r * np.cos(t)]:
                f.write(f"{seed},{n},{i},{float(x1)!r},{float(x2)!r},{j}\n")
                i += 1
