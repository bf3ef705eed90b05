import Glibc
import Synchronization

/// A process that this one started, with its output in files; killed with the object.
final class ChildProcess: Sendable {
    let pid: pid_t
    /// Exit status, or minus the signal that ended it; nil while it runs.
    private let status = Mutex<Int32?>(nil)

    /// Files for the standard streams; `input` nil is `/dev/null`.
    struct Streams {
        var input: String?
        var output: String
        var errors: String
        /// Takes the place of `input`; closed in this process by the caller.
        var inputHandle: Int32?
        /// Takes the place of `output`.
        var outputHandle: Int32?
    }

    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:], streams: Streams) throws {
        Self.ignoreBrokenPipes
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let writing = O_WRONLY | O_CREAT | O_TRUNC
        if let handle = streams.inputHandle {
            posix_spawn_file_actions_adddup2(&actions, handle, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, streams.input ?? "/dev/null", O_RDONLY, 0)
        }
        if let handle = streams.outputHandle {
            posix_spawn_file_actions_adddup2(&actions, handle, STDOUT_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, streams.output, writing, 0o600)
        }
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, streams.errors, writing, 0o600)
        pid = try Self.spawn(executable, arguments, environment, &actions)
    }

    deinit {
        kill()
    }

    /// A peer that has gone is reported by the write that finds out.
    static let ignoreBrokenPipes: Void = { Glibc.signal(SIGPIPE, SIG_IGN) }()

    private static func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String],
        _ actions: inout posix_spawn_file_actions_t
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        let words = ([executable] + arguments).map { strdup($0) } + [nil]
        let variables = inherited().merging(environment) { $1 }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid = pid_t()
        let code = Socket.inheritance.withLock { _ in
            posix_spawn(&pid, executable, &actions, &attributes, words, variables)
        }
        guard code == 0 else {
            throw HarnessFailure("\(executable) does not start: \(String(cString: strerror(code)))")
        }
        return pid
    }

    private static func inherited() -> [String: String] {
        var result: [String: String] = [:]
        let sanitizers = ["TSAN_OPTIONS", "ASAN_OPTIONS", "LSAN_OPTIONS", "LD_PRELOAD"]
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] + sanitizers {
            if let value = getenv(name) { result[name] = String(cString: value) }
        }
        return result
    }

    // MARK: Ending

    func signal(_ number: Int32) {
        status.withLock { if $0 == nil { Glibc.kill(pid, number) } }
    }

    /// Its exit status, minus the signal that ended it, or nil while it runs.
    func poll() -> Int32? {
        status.withLock { status in
            guard status == nil else { return status }
            var raw: Int32 = 0
            guard waitpid(pid, &raw, WNOHANG) == pid else { return nil }
            status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f)
            return status
        }
    }

    /// Waits until it ends; a process that does not is killed, and the wait fails.
    func wait(within seconds: Double, _ what: String) throws -> Int32 {
        do {
            return try eventually("\(what) ends", within: seconds, poll)
        } catch {
            kill()
            throw error
        }
    }

    /// Ends it for certain.
    func kill() {
        signal(SIGKILL)
        _ = try? eventually("the killed process is gone", within: 5, poll)
    }
}
