import Glibc

/// `micro NAME COUNT`: runs one benchmark that many times. Without arguments: prints their names.
@main
enum Micro {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        guard let name = arguments.first else {
            for benchmark in Benchmark.allCases { print(benchmark.rawValue) }
            return
        }
        guard let benchmark = Benchmark(rawValue: name), let count = arguments.last.flatMap(Int.init), count > 0 else {
            fail("usage: micro NAME COUNT")
        }
        let right = benchmark.run(count)
        // A wrong result is often a cheap one, and one that nobody looks at may be left out by the compiler.
        guard right == count else { fail("\(name): \(right) of \(count) results were right") }
    }

    private static func fail(_ message: String) -> Never {
        print(message)
        exit(1)
    }
}
