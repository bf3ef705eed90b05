import WeirCore
import WeirHTTP

/// The answers to faults, made once.
struct FaultResponses {
    private let responses: [LocalResponse?]
    private let calls: [LocalResponse]

    init() {
        responses = FaultKind.allCases.map(LocalResponse.init(fault:))
        calls = FaultKind.allCases.map(LocalResponse.init(grpc:))
    }

    /// What whoever sent this request is told, in the way that it understands.
    func fault(_ kind: FaultKind, to request: borrowing RequestHead) -> LocalResponse {
        guard request.isGRPC, let index = FaultKind.allCases.firstIndex(of: kind) else { return fault(kind) }
        return calls[index]
    }

    /// What the client is told; a bare 500 for a fault that has no answer.
    func fault(_ kind: FaultKind) -> LocalResponse {
        let index = FaultKind.allCases.firstIndex(of: kind)
        return index.flatMap { responses[$0] } ?? LocalResponse(status: 500)
    }
}
