import Foundation

/// Debian's Python with packages of Debian's, for clients and servers that speak what curl does not.
enum Python {
    /// A module that scripts need, and the Debian package that brings it.
    enum Module: String {
        case websockets
        case h2
        case wsproto
        case grpc
        /// For `Tests/Conformance`.
        case hpack

        var package: String {
            switch self {
            case .websockets: "python3-websockets"
            case .h2: "python3-h2"
            case .wsproto: "python3-wsproto"
            case .grpc: "python3-grpcio"
            case .hpack: "python3-hpack"
            }
        }
    }

    /// What is run, and what it needs.
    struct Program {
        var arguments: [String]
        var modules: [Module]

        /// A script's text.
        static func script(_ text: String, _ arguments: [String] = [], modules: [Module] = [.websockets]) -> Program {
            Program(arguments: ["-c", text] + arguments, modules: modules)
        }

        /// The same with one module.
        static func script(_ text: String, _ arguments: [String] = [], with module: Module) -> Program {
            script(text, arguments, modules: [module])
        }

        /// A file of `Tests/Conformance`.
        static func conformance(_ file: String, _ arguments: [String] = []) -> Program {
            Program(arguments: ["\(conformanceFolder)/\(file)"] + arguments, modules: [.hpack])
        }
    }

    /// Where the modules of `Tests/Conformance` are.
    static let conformanceFolder = URL(fileURLWithPath: #filePath)
        .appendingPathComponent("../../../Conformance").standardized.path

    private static let path = "/usr/bin/python3"
    /// No files are left beside the sources.
    private static let options = ["-B", "-u"]

    /// Runs a script to its end.
    static func run(
        _ script: String, _ arguments: [String], modules: [Module] = [.websockets], within seconds: Double = 20
    ) throws -> Command.Outcome {
        try run(.script(script, arguments, modules: modules), within: seconds)
    }

    /// Runs a program to its end.
    static func run(_ program: Program, within seconds: Double = 20) throws -> Command.Outcome {
        try check(program.modules)
        return try Command.run(path, options + program.arguments, package: "python3", within: seconds)
    }

    /// Starts a program; what it says is in `python.out` and `python.err`.
    static func begin(_ program: Program, folder: TemporaryFolder) throws -> ChildProcess {
        try check(program.modules)
        let streams = ChildProcess.Streams(output: folder.file("python.out"), errors: folder.file("python.err"))
        return try ChildProcess(
            try Tool.path(path, package: "python3"), options + program.arguments, streams: streams)
    }

    /// Starts a script; what it says is in `python.out` and `python.err`.
    static func launch(
        _ script: String, _ arguments: [String], modules: [Module], folder: TemporaryFolder
    ) throws -> ChildProcess {
        try begin(.script(script, arguments, modules: modules), folder: folder)
    }

    /// Starts a script whose first line of output is a port that it listens on.
    static func start(
        _ script: String, _ arguments: [String] = [], modules: [Module] = [.websockets], folder: TemporaryFolder
    ) throws -> (process: ChildProcess, port: Int) {
        try start(.script(script, arguments, modules: modules), folder: folder)
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

    private static func check(_ modules: [Module]) throws {
        for module in modules {
            let outcome = try Command.run(path, ["-c", "import \(module.rawValue)"], package: module.package)
            guard outcome.status == 0 else { throw Tool.missing("the Python module \(module)", module.package) }
        }
    }
}
