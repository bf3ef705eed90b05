import Foundation

/// Debian's Python, for clients and servers that are scripts.
enum Python {
    /// What Debian has as a package of its own.
    enum Module: String {
        /// For scripts that speak WebSocket.
        case websockets
        /// For `Tests/Conformance`.
        case hpack

        fileprivate var package: String { "python3-\(rawValue)" }
    }

    /// Arguments of a run, and where it happens.
    struct Program {
        var arguments: [String]
        var module: Module

        /// A script's text.
        static func script(_ text: String, _ arguments: [String] = [], with module: Module = .websockets) -> Program {
            Program(arguments: ["-c", text] + arguments, module: module)
        }

        /// A file of `Tests/Conformance`.
        static func conformance(_ file: String, _ arguments: [String] = []) -> Program {
            Program(arguments: ["\(conformanceFolder)/\(file)"] + arguments, module: .hpack)
        }
    }

    /// Where the modules of `Tests/Conformance` are.
    static let conformanceFolder = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../Conformance").standardized.path

    private static let path = "/usr/bin/python3"
    /// No files are left beside the sources.
    private static let options = ["-B", "-u"]

    /// Runs a script to its end.
    static func run(_ script: String, _ arguments: [String], within seconds: Double = 20) throws -> Command.Outcome {
        try run(.script(script, arguments), within: seconds)
    }

    /// Runs a program to its end.
    static func run(_ program: Program, within seconds: Double = 20) throws -> Command.Outcome {
        try check(program.module)
        return try Command.run(path, options + program.arguments, package: program.module.package, within: seconds)
    }

    /// Starts a program; what it says is in `python.out` and `python.err`.
    static func begin(_ program: Program, folder: TemporaryFolder) throws -> ChildProcess {
        try check(program.module)
        let streams = ChildProcess.Streams(output: folder.file("python.out"), errors: folder.file("python.err"))
        let tool = try Tool.path(path, package: program.module.package)
        return try ChildProcess(tool, options + program.arguments, streams: streams)
    }

    /// Starts a script whose first line of output is a port that it listens on.
    static func start(_ script: String, folder: TemporaryFolder) throws -> (process: ChildProcess, port: Int) {
        try start(.script(script), folder: folder)
    }

    /// Starts a program whose first line of output is a port that it listens on.
    static func start(_ program: Program, folder: TemporaryFolder) throws -> (process: ChildProcess, port: Int) {
        let process = try begin(program, folder: folder)
        let port = try eventually("the script listens: \(folder.read("python.err"))") {
            let output = folder.read("python.out")
            return output.hasSuffix("\n") ? output.split(separator: "\n").first.flatMap { Int($0) } : nil
        }
        return (process, port)
    }

    private static func check(_ module: Module) throws {
        let outcome = try Command.run(path, ["-c", "import \(module.rawValue)"], package: module.package)
        guard outcome.status == 0 else {
            throw Tool.missing("the Python module \(module.rawValue)", module.package)
        }
    }
}
