"""open.py WHAT FILE: the time to open an Arrow file in a fresh process, once, printed in seconds. Imports are not timed.

pyarrow-table   the whole table; pyarrow-reader   the reader alone; pyarrow-batch   the first batch from an open reader
"""
import sys
import time

import pyarrow as pa

what, file = sys.argv[1], sys.argv[2]
begin = time.perf_counter()
reader = pa.ipc.open_file(pa.memory_map(file))
opened = time.perf_counter()
if what == "pyarrow-table":
    table = reader.read_all()
elif what == "pyarrow-batch":
    begin = opened
    batch = reader.get_batch(0)
elif what != "pyarrow-reader":
    raise SystemExit(f"no such thing to open: '{what}'")
print(time.perf_counter() - begin)
