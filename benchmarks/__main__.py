"""`make bench`: every benchmark, one table each."""

from benchmarks import cold_import, tagging

for benchmark in (tagging, cold_import):
    print(f"\n{benchmark.__doc__}\n")
    benchmark.main()
