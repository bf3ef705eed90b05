/// A program run to its end.
struct Command {
    /// What it left behind.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs a program with a deadline; a status other than 0 is not an error here.
    /// - Parameter package: the Debian package that brings it, for the message when it is missing.
    static func run(
        _ name: String, _ arguments: [String], package: String, environment: [String: String] = [:],
        input: String? = nil, within seconds: Double = 20
    ) throws -> Outcome {
        let folder = try TemporaryFolder()
        let source = try input.map { try folder.write("in", $0) }
        let streams = ChildProcess.Streams(input: source, output: folder.file("out"), errors: folder.file("err"))
        let path = try Tool.path(name, package: package)
        let process = try ChildProcess(path, arguments, environment: environment, streams: streams)
        let status = try process.wait(within: seconds, "\(name) \(arguments.joined(separator: " "))")
        return Outcome(status: status, output: folder.read("out"), errors: folder.read("err"))
    }
}
