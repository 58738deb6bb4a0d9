#include "fibers.h"

#include <csignal>
#include <cstdio>
#include <mutex>
#include <sys/mman.h>
#include <ucontext.h>

/* Saves what the calling convention keeps, and the stack's top in *from; goes on where `to` was saved. */
extern "C" void fake_switch(void** from, void* to);
extern "C" void fake_arrive();
extern "C" void fake_begin();
asm(R"(
    .text
    .globl fake_switch
    .hidden fake_switch
fake_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    .globl fake_arrive
    .hidden fake_arrive
fake_arrive:
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .globl fake_begin
    .hidden fake_begin
fake_begin:
    movq %r12, %rdi
    callq *%r13
    ud2
)");

namespace fake {
namespace {

constexpr size_t STACK_BYTES = 256 << 10;
constexpr size_t GUARD_BYTES = 4096;
constexpr size_t SIGNAL_STACK_BYTES = 64 << 10;

/** What the signal handler needs to know of the thread it interrupts. */
struct Running {
    Fiber* fiber;
    void* resumer;
    int signal;
    uintptr_t address;
};

__attribute__((tls_model("initial-exec"))) thread_local Running running = {};
struct sigaction before[NSIG];

void passOn(int signal, siginfo_t* information, void* context) {
    const struct sigaction& previous = before[signal];
    if (previous.sa_flags & SA_SIGINFO) {
        previous.sa_sigaction(signal, information, context);
    } else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
        sigaction(signal, &previous, nullptr);
    } else {
        previous.sa_handler(signal);
    }
}

/** Abandons the fiber: the thread goes on in resume. Everything else is for the handler that was there before. */
void onWrongAccess(int signal, siginfo_t* information, void* context) {
    if (running.fiber == nullptr) {
        passOn(signal, information, context);
        return;
    }
    running.signal = signal;
    running.address = reinterpret_cast<uintptr_t>(information->si_addr);
    greg_t* registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    registers[REG_RSP] = reinterpret_cast<greg_t>(running.resumer);
    registers[REG_RIP] = reinterpret_cast<greg_t>(&fake_arrive);
}

/** A handler cannot run on a fiber's stack that has overflowed. */
void provideSignalStack() {
    static thread_local bool provided = false;
    if (!provided) {
        stack_t present;
        sigaltstack(nullptr, &present);
        if (present.ss_flags & SS_DISABLE) {
            stack_t own = {};
            own.ss_sp = mmap(nullptr, SIGNAL_STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            own.ss_size = SIGNAL_STACK_BYTES;
            sigaltstack(&own, nullptr);
        }
        provided = true;
    }
}

std::string describe(int signal, uintptr_t address) {
    char text[64];
    snprintf(text, sizeof text, signal == SIGFPE ? "an integer was divided by zero" : "address 0x%lx was accessed",
            static_cast<unsigned long>(address));
    return text;
}

}  // namespace

void catchWrongAccesses() {
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction action = {};
        action.sa_sigaction = onWrongAccess;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        for (const int signal : {SIGSEGV, SIGBUS, SIGFPE}) {
            sigaction(signal, &action, &before[signal]);
        }
    });
}

Fiber::Fiber() {
    stack = static_cast<char*>(mmap(nullptr, GUARD_BYTES + STACK_BYTES, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    mprotect(stack, GUARD_BYTES, PROT_NONE);
}

void Fiber::start(const std::function<void()>* newWork) {
    work = newWork;
    ended = false;
    failed = false;
    void** top = reinterpret_cast<void**>(stack + GUARD_BYTES + STACK_BYTES);
    *--top = reinterpret_cast<void*>(&fake_begin);
    *--top = nullptr;                             /* rbp */
    *--top = nullptr;                             /* rbx */
    *--top = this;                                /* r12 */
    *--top = reinterpret_cast<void*>(&Fiber::main); /* r13 */
    *--top = nullptr;                             /* r14 */
    *--top = nullptr;                             /* r15 */
    position = top;
}

void Fiber::main(Fiber* fiber) {
    try {
        (*fiber->work)();
    } catch (const DeviceFault& fault) {
        fiber->fault = fault;
        fiber->failed = true;
    }
    fiber->ended = true;
    yield();
}

bool Fiber::resume() {
    provideSignalStack();
    const Running outer = running;
    running = {this, nullptr, 0, 0};
    fake_switch(&running.resumer, position);
    const Running result = running;
    running = outer;
    if (result.signal != 0) {
        ended = true;
        throw DeviceFault{ILLEGAL_ADDRESS, describe(result.signal, result.address)};
    }
    if (failed) {
        throw fault;
    }
    return ended;
}

void Fiber::yield() {
    fake_switch(&running.fiber->position, running.resumer);
}

}  // namespace fake
