/// Debian's Python with packages of Debian's, for clients and servers that speak what curl does not.
enum Python {
    private static let path = "/usr/bin/python3"

    /// A module that scripts need, and the Debian package that brings it.
    enum Module: String {
        case websockets
        case h2
        case wsproto
        case grpc

        var package: String {
            switch self {
            case .websockets: "python3-websockets"
            case .h2: "python3-h2"
            case .wsproto: "python3-wsproto"
            case .grpc: "python3-grpcio"
            }
        }
    }

    /// Runs a script to its end.
    static func run(
        _ script: String, _ arguments: [String], modules: [Module] = [.websockets], within seconds: Double = 20
    ) throws -> Command.Outcome {
        try check(modules)
        return try Command.run(path, ["-c", script] + arguments, package: "python3", within: seconds)
    }

    /// Starts a script whose first line of output is a port that it listens on.
    static func start(
        _ script: String, _ arguments: [String] = [], modules: [Module] = [.websockets], folder: TemporaryFolder
    ) throws -> (process: ChildProcess, port: Int) {
        let process = try launch(script, arguments, modules: modules, folder: folder)
        let port = try eventually("the script listens: \(folder.read("python.err"))") {
            let output = folder.read("python.out")
            return output.hasSuffix("\n") ? output.split(separator: "\n").first.flatMap { Int($0) } : nil
        }
        return (process, port)
    }

    /// Starts a script; what it says is in `python.out` and `python.err`.
    static func launch(
        _ script: String, _ arguments: [String], modules: [Module], folder: TemporaryFolder
    ) throws -> ChildProcess {
        try check(modules)
        let streams = ChildProcess.Streams(output: folder.file("python.out"), errors: folder.file("python.err"))
        return try ChildProcess(
            try Tool.path(path, package: "python3"), ["-u", "-c", script] + arguments, streams: streams)
    }

    private static func check(_ modules: [Module]) throws {
        for module in modules {
            let outcome = try Command.run(path, ["-c", "import \(module.rawValue)"], package: module.package)
            guard outcome.status == 0 else { throw Tool.missing("the Python module \(module)", module.package) }
        }
    }
}
