/// Debian's Python with the `websockets` package, for clients and servers that speak WebSocket.
enum Python {
    private static let path = "/usr/bin/python3"
    private static let package = "python3-websockets"

    /// Runs a script to its end.
    static func run(_ script: String, _ arguments: [String], within seconds: Double = 20) throws -> Command.Outcome {
        try check()
        return try Command.run(path, ["-c", script] + arguments, package: package, within: seconds)
    }

    /// Starts a script whose first line of output is a port that it listens on.
    static func start(_ script: String, folder: TemporaryFolder) throws -> (process: ChildProcess, port: Int) {
        try check()
        let streams = ChildProcess.Streams(output: folder.file("python.out"), errors: folder.file("python.err"))
        let process = try ChildProcess(try Tool.path(path, package: package), ["-u", "-c", script], streams: streams)
        let port = try eventually("the script listens: \(folder.read("python.err"))") {
            let output = folder.read("python.out")
            return output.hasSuffix("\n") ? output.split(separator: "\n").first.flatMap { Int($0) } : nil
        }
        return (process, port)
    }

    private static let isReady = Result {
        try Command.run(path, ["-c", "import websockets"], package: package).status == 0
    }

    private static func check() throws {
        guard try isReady.get() else { throw Tool.missing("the Python module websockets", package) }
    }
}
