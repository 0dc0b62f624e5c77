"""Hold other ways to write workload W, each a module with one function `run(inputs, periods)`."""
