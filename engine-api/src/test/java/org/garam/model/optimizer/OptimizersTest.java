package org.garam.model.optimizer;

class OptimizersTest {}
