package org.garam.argument;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Calls public constructors and methods with null for one parameter after the other. */
public final class MissingArguments {
    private final Function<Class<?>, Object> given;
    private final Function<Parameter, Object> filledIn;
    private final BiPredicate<Executable, Integer> isOptional;
    private final List<String> wrong = new ArrayList<>();
    private int tried;

    /**
     * @param given something of a type that is no reason to refuse a call
     * @param filledIn what a parameter is that is not null
     * @param isOptional whether null is accepted for a parameter, counted from 0
     */
    public MissingArguments(Function<Class<?>, Object> given, Function<Parameter, Object> filledIn,
            BiPredicate<Executable, Integer> isOptional) {
        this.given = given;
        this.filledIn = filledIn;
        this.isOptional = isOptional;
    }

    /**
     * Tries a type's own public constructors and methods.
     *
     * @param tested which of them
     */
    public void check(Class<?> type, Predicate<Executable> tested) {
        Stream.concat(Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()))
                .filter(MissingArguments::isForUsers).filter(tested).forEach(executable -> {
                    for (int i = 0; i < executable.getParameterCount(); i++) {
                        if (!executable.getParameterTypes()[i].isPrimitive() && !isOptional.test(executable, i)) {
                            tried++;
                            check(executable, i);
                        }
                    }
                });
    }

    private static boolean isForUsers(Executable executable) {
        return Modifier.isPublic(executable.getModifiers()) && !executable.isSynthetic()
                && !executable.getName().equals("equals");
    }

    private void check(Executable executable, int missing) {
        Object[] arguments = new Object[executable.getParameterCount()];
        String where = executable + ", parameter " + (missing + 1) + ": ";
        try {
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = i == missing ? null : filledIn.apply(executable.getParameters()[i]);
            }
            if (executable instanceof Method method) {
                method.invoke(Modifier.isStatic(method.getModifiers()) ? null
                        : given.apply(method.getDeclaringClass()), arguments);
            } else {
                ((Constructor<?>) executable).newInstance(arguments);
            }
            wrong.add(where + "accepted");
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (!(cause instanceof IllegalArgumentException) || !cause.getMessage().contains("null; give ")) {
                wrong.add(where + cause);
            }
        } catch (ReflectiveOperationException | RuntimeException | AssertionError e) {
            wrong.add(where + e);
        }
    }

    /** {@return what was accepted, or refused without saying what to give, a line each} */
    public String wrong() {
        return String.join("\n", wrong);
    }

    /** {@return how many parameters were null} */
    public int tried() {
        return tried;
    }
}
