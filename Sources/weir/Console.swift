import ArgumentParser
import Glibc
import Logging
import WeirModel
import WeirProxy

/// What a person in front of a terminal is told.
enum Console {
    /// Writes to standard error.
    static func complain(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Writes to standard output, at once.
    static func announce(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    private static func write(_ text: String, to handle: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while rest.count > 0 {
                let written = Glibc.write(handle, rest.baseAddress, rest.count)
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    /// One block for an error that has no place in a file.
    static func complain(error: String, hint: String?) {
        complain("error: \(error)\n" + (hint.map { "  hint: \($0)\n" } ?? ""))
    }

    /// Says why the server did not start, and gives the exit status for it.
    static func startFailed(_ error: any Error) -> ExitCode {
        if let error = error as? StartError {
            complain(error: error.description, hint: error.hint)
        } else {
            complain(error: "\(error)", hint: nil)
        }
        return ExitCode(1)
    }

    /// Diagnostics go to standard error; the access log has a destination of its own.
    static func logger(level: LogLevel) -> Logger {
        var logger = Logger(label: "weir") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: level.rawValue) ?? .info
        return logger
    }
}
