(** Terms simplified where signs are known: sizes, roots of products and quotients, sums and products with 0. *)

From Coq Require Import Reals ZArith QArith List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Content Apart Enclosures Identity Evaluate.
Import ListNotations.
Local Open Scope R_scope.

Section Simplified.
  (** Decides that a term is not negative, or positive if the flag is set. *)
  Context (known : bool -> term -> bool).

  Definition absolute_of (a : term) : term :=
    if known false a then a else if known false (TUn Neg a) then TUn Neg a else TUn Abs a.

  (** What leaves a root of a monomial, and what stays. *)
  Fixpoint outside (m : monomial) : term :=
    match m with
    | [] => TZ 1
    | (a, k) :: m =>
        TBin Mul (TBin Mul (TPow (absolute_of a) (Nat.div2 k)) (if Nat.odd k && known false a then TUn Sqrt a else TZ 1))
          (outside m)
    end.

  Fixpoint inside_of (m : monomial) : monomial :=
    match m with
    | [] => []
    | (a, k) :: m => if Nat.odd k && negb (known false a) then monomial_times [(a, 1%nat)] (inside_of m) else inside_of m
    end.

  Definition root_apart_of (p : polynomial) : term :=
    let (m, q) := common p in
    let rest := scaled (inside_of m) 1 q in
    if known false (argument rest) || known true (outside m) then TBin Mul (outside m) (TUn Sqrt (argument rest))
    else TUn Sqrt (argument p).

  (** [sqrt (p / b)] is [sqrt (p b) / |b|]. *)
  Fixpoint root_of (fuel : nat) (p : polynomial) : term :=
    match fuel, find inverted p with
    | S fuel, Some b =>
        let a := TInvPow b 1 in
        let h := Nat.div2 (S (degree a p)) in
        TBin Div (root_of fuel (cancelled (Content.multiplied a (normal b) (2 * h) p))) (TPow (absolute_of b) h)
    | _, _ => root_apart_of p
    end.

  (** The value of an operation on rational numbers. *)
  Definition rational_value_of (f : binary) (p q : Q) : option Q :=
    match f with
    | Add => Some (plus p q)
    | Sub => Some (plus p (times (-1) q))
    | Mul => Some (times p q)
    | Div | Min | Max => None
    end.

  Definition folded (f : binary) (a b : term) : term :=
    match rational_term a, rational_term b with
    | Some p, Some q => match rational_value_of f p q with Some r => rational r | None => TBin f a b end
    | _, _ =>
    let zero t := same t (TZ 0) in let unit t := same t (TZ 1) in
    match f with
    | Add => if zero a then b else if zero b then a else TBin Add a b
    | Sub => if same a b then TZ 0 else if zero b then a else TBin Sub a b
    | Mul => if zero a || zero b then TZ 0 else if unit a then b else if unit b then a else TBin Mul a b
    | Div => if zero a then TZ 0 else TBin Div a b
    | Min | Max => TBin f a b
    end
    end.

  Fixpoint simplified (t : term) : term :=
    match t with
    | TVar _ | TZ _ | TQ _ _ | TPi => t
    | TUn Abs a => absolute_of (simplified a)
    | TUn Sqrt a => root_of 4 (normal (simplified a))
    | TUn f a => TUn f (simplified a)
    | TBin f a b => folded f (simplified a) (simplified b)
    | TPow a n =>
        match a with
        | TUn Sqrt b => TBin Mul (TPow (simplified b) (Nat.div2 n)) (if Nat.odd n then root_of 4 (normal (simplified b)) else TZ 1)
        | _ => TPow (simplified a) n
        end
    | TInvPow a n => TInvPow (simplified a) n
    end.

  Context (env : environment) (known_spec : forall strict t, known strict t = true -> has_sign strict (value env t)).

  Definition equals (t : term) (x : R) : Prop := defined env t /\ value env t = x.

  Lemma absolute_of_spec a : defined env a -> equals (absolute_of a) (Rabs (value env a)).
  Proof.
    intros D. unfold absolute_of. destruct (known false a) eqn:P.
    - split; [exact D|]. apply known_spec in P. cbn in P. now rewrite Rabs_pos_eq.
    - destruct (known false (TUn Neg a)) eqn:N; (split; [split; [exact D | exact I]|]); [|reflexivity].
      apply known_spec in N. cbn in N. cbn. rewrite Rabs_left1; [reflexivity | lra].
  Qed.

  Lemma outside_spec m : good_monomial env m ->
    defined env (outside m) /\ 0 <= value env (outside m) /\ good_monomial env (inside_of m)
    /\ monomial_value env m = value env (outside m) ^ 2 * monomial_value env (inside_of m).
  Proof.
    induction m as [|[a k] m IH]; intros G.
    - cbn. repeat split; try lra. intros b l [].
    - assert (Da : defined env a) by (apply (G a k); now left).
      destruct IH as [D [P [Gi V]]]; [intros b l H; apply (G b l); now right|].
      destruct (absolute_of_spec a Da) as [Db Vb]. pose proof (Rabs_pos (value env a)) as Pa.
      assert (S : value env a ^ k = (Rabs (value env a) ^ Nat.div2 k) ^ 2 * (if Nat.odd k then value env a else 1)).
      { rewrite <- pow_mult, Nat.mul_comm, pow_mult, pow2_abs. rewrite (Nat.div2_odd k) at 1. rewrite pow_add, <- pow_mult.
        destruct (Nat.odd k); cbn [Nat.b2n]; [now rewrite pow_1 | now rewrite pow_O]. }
      cbn [outside inside_of monomial_value]. pose proof (pow_le _ (Nat.div2 k) Pa) as Pp.
      destruct (Nat.odd k) eqn:O; cbn [andb]; [destruct (known false a) eqn:K; cbn [negb]|].
      + pose proof (known_spec _ _ K) as Pk. cbn in Pk. cbn [defined value unary_domain unary_value binary_domain binary_value].
        rewrite Vb. repeat split; auto.
        * repeat apply Rmult_le_pos; auto. apply sqrt_pos.
        * rewrite S, V. rewrite <- (sqrt_sqrt (value env a)) at 2 by exact Pk. ring.
      + cbn [defined value binary_domain binary_value]. rewrite Vb. repeat split; auto.
        * repeat apply Rmult_le_pos; auto; lra.
        * apply monomial_times_good; [|exact Gi]. intros b l [H|[]]. injection H as <- _. exact Da.
        * rewrite monomial_times_value, S, V. cbn [monomial_value]. ring.
      + cbn [defined value binary_domain binary_value]. rewrite Vb. repeat split; auto.
        * repeat apply Rmult_le_pos; auto; lra.
        * rewrite S, V. ring.
  Qed.

  Lemma root_apart_of_spec p x : represents env p x -> 0 <= x -> equals (root_apart_of p) (sqrt x).
  Proof.
    intros [V G] P. assert (Plain : equals (TUn Sqrt (argument p)) (sqrt x)).
    { split; [split; [now apply argument_good|]|]; cbn; rewrite argument_value, V; auto. }
    unfold root_apart_of. pose proof (common_spec env p G) as C. destruct (common p) as [m q]. destruct C as [W [Gm [Gq _]]].
    destruct (outside_spec m Gm) as [Do [Po [Gi Vo]]]. set (rest := scaled (inside_of m) 1 q).
    destruct (_ || _) eqn:K; [|exact Plain].
    assert (R : represents env rest (monomial_value env (inside_of m) * polynomial_value env q)).
    { split; [unfold rest; rewrite scaled_value; unfold Q2R; simpl; lra | now apply scaled_good]. }
    destruct R as [Vr Gr]. set (r := monomial_value env (inside_of m) * polynomial_value env q) in *.
    assert (X : x = value env (outside m) ^ 2 * r) by (rewrite <- V, W, Vo; unfold r; ring).
    assert (Pr : 0 <= r).
    { apply orb_true_iff in K. destruct K as [K|K]; apply known_spec in K; cbn in K.
      - now rewrite argument_value, Vr in K.
      - rewrite X in P. apply Rmult_le_reg_l with (value env (outside m) ^ 2); [|lra]. now apply pow_lt. }
    split.
    - cbn [defined unary_domain binary_domain]. rewrite argument_value, Vr. split; [exact Do|].
      split; [split; [now apply argument_good | exact Pr] | exact I].
    - cbn [value unary_value binary_value]. rewrite argument_value, Vr, X, sqrt_mult by (try exact Pr; apply pow2_ge_0).
      now rewrite sqrt_pow2.
  Qed.

  Lemma root_of_spec fuel : forall p x, represents env p x -> 0 <= x -> equals (root_of fuel p) (sqrt x).
  Proof.
    induction fuel as [|fuel IH]; intros p x R P; cbn [root_of]; [now apply root_apart_of_spec|].
    destruct (find inverted p) as [b|] eqn:F; [|now apply root_apart_of_spec].
    pose proof R as [V G]. destruct (find_spec inverted env _ _ G F) as [a [k [J D]]]. unfold inverted in J.
    destruct a as [| | | | | | |b' [|[|n]]]; try discriminate. destruct k; [discriminate|]. injection J as ->.
    destruct D as [D N]. set (h := Nat.div2 (S (degree (TInvPow b 1) p))).
    assert (L : (degree (TInvPow b 1) p <= 2 * h)%nat).
    { unfold h. pose proof (Nat.div2_odd (S (degree (TInvPow b 1) p))) as H. destruct (Nat.odd _); cbn [Nat.b2n] in H; lia. }
    pose proof (Content.multiplied_spec env b (normal b) (2 * h) p (conj D N) (normal_spec env b D) G L) as M. rewrite V in M.
    apply represents_cancelled in M. pose proof (pow2_ge_0 (value env b ^ h)) as Q.
    assert (E : value env b ^ (2 * h) = (value env b ^ h) ^ 2) by (rewrite <- pow_mult; f_equal; lia).
    rewrite E in M. destruct (IH _ _ M) as [Dr Vr]; [now apply Rmult_le_pos|].
    destruct (absolute_of_spec b D) as [Da Va]. pose proof (Rabs_pos_lt _ N) as A. pose proof (pow_lt _ h A) as Ah.
    split.
    - cbn [defined value binary_domain]. rewrite Va. split; [exact Dr|]. split; [exact Da | lra].
    - cbn [value binary_value]. rewrite Vr, Va, sqrt_mult by assumption. rewrite <- (pow2_abs (value env b ^ h)), <- RPow_abs.
      rewrite sqrt_pow2 by lra. field. lra.
  Qed.

  Ltac fold_cases Da Db Plain :=
    repeat match goal with
    | |- context [same ?a (TZ 0) || same ?b (TZ 0)] => destruct (same a (TZ 0)) eqn:?; cbn [orb]
    | |- context [if same ?a ?b then _ else _] => destruct (same a b) eqn:?
    end;
    repeat match goal with H : same _ _ = true |- _ => apply same_eq in H; subst end;
    first [exact Plain | split; [first [exact Da | exact Db | exact I] | cbn; try (unfold Rdiv); ring]].

  Lemma folded_spec f a b : defined env (TBin f a b) -> equals (folded f a b) (binary_value f (value env a) (value env b)).
  Proof.
    intros D. assert (Plain : equals (TBin f a b) (binary_value f (value env a) (value env b))) by (split; [exact D | reflexivity]).
    destruct D as [Da [Db U]]. unfold folded.
    assert (K : forall p q, rational_term a = Some p -> rational_term b = Some q ->
      equals (match rational_value_of f p q with Some r => rational r | None => TBin f a b end) (binary_value f (value env a) (value env b))).
    { intros p q Ep Eq. pose proof (rational_term_spec env a p Ep) as Vp. pose proof (rational_term_spec env b q Eq) as Vq.
      destruct f; cbn [rational_value_of]; try exact Plain; (split; [apply rational_good|]); cbn [binary_value];
        rewrite rational_value, Vp, Vq, ?Q2R_plus', ?Q2R_times', ?Q2R_times'; try ring.
      replace (Q2R (-1)) with (-1) by (unfold Q2R; simpl; lra). ring. }
    destruct (rational_term a) as [p|]; [destruct (rational_term b) as [q|]; [now apply K|]|]; clear K;
    destruct f; try exact Plain; cbn [binary_value].
    all: fold_cases Da Db Plain.
  Qed.

  Lemma even_power_of_root x n : 0 <= x -> sqrt x ^ n = x ^ Nat.div2 n * (if Nat.odd n then sqrt x else 1).
  Proof.
    intros P. rewrite (Nat.div2_odd n) at 1. rewrite pow_add, pow_mult, pow2_sqrt by exact P.
    destruct (Nat.odd n); cbn [Nat.b2n]; [now rewrite pow_1 | now rewrite pow_O].
  Qed.

  Fixpoint size (t : term) : nat :=
    match t with
    | TVar _ | TZ _ | TQ _ _ | TPi => O
    | TUn _ a | TPow a _ | TInvPow a _ => S (size a)
    | TBin _ a b => S (size a + size b)
    end.

  Theorem simplified_spec t : defined env t -> equals (simplified t) (value env t).
  Proof.
    assert (H : forall k t, (size t <= k)%nat -> defined env t -> equals (simplified t) (value env t)).
    2: { intros D. now apply (H (size t)). }
    clear t. induction k as [k IHk] using lt_wf_ind. intros t L.
    assert (IHn : forall u, (size u < size t)%nat -> defined env u -> equals (simplified u) (value env u)).
    { intros u Lu. apply (IHk (size u)); lia. }
    clear IHk L. destruct t as [v|z|n d| |f a|f a b|a n|a n]; intros D; try (split; [exact D | reflexivity]).
    - destruct D as [D U]. destruct (IHn a ltac:(cbn; lia) D) as [Da Va].
      destruct f; cbn [simplified]; try (split; [split; [exact Da | now rewrite Va] | cbn; now rewrite Va]).
      + cbn [value unary_value]. rewrite <- Va. now apply absolute_of_spec.
      + cbn [value unary_value]. rewrite <- Va. cbn [unary_domain] in U. rewrite <- Va in U. apply root_of_spec; [now apply normal_spec | exact U].
    - destruct D as [D1 [D2 U]]. destruct (IHn a ltac:(cbn; lia) D1) as [Da Va], (IHn b ltac:(cbn; lia) D2) as [Db Vb].
      cbn [simplified value]. rewrite <- Va, <- Vb. apply folded_spec. split; [exact Da|]. split; [exact Db|]. now rewrite Vb.
    - destruct (IHn a ltac:(cbn; lia) D) as [Da Va]. assert (Plain : equals (TPow (simplified a) n) (value env a ^ n)) by (split; [exact Da | cbn; now rewrite Va]).
      destruct a as [| | | |f b| | |]; try exact Plain. destruct f; try exact Plain.
      destruct D as [Db U]. cbn [unary_domain] in U. destruct (IHn b ltac:(cbn; lia) Db) as [Ds Vs].
      cbn [simplified value unary_value]. rewrite even_power_of_root by exact U.
      assert (R : equals (if Nat.odd n then root_of 4 (normal (simplified b)) else TZ 1) (if Nat.odd n then sqrt (value env b) else 1)).
      { destruct (Nat.odd n); [|split; [exact I | reflexivity]]. rewrite <- Vs in U |- *. apply root_of_spec; [now apply normal_spec | exact U]. }
      destruct R as [Dr Vr]. split; [cbn; tauto|]. cbn [value binary_value]. now rewrite Vs, Vr.
    - destruct D as [D N]. destruct (IHn a ltac:(cbn; lia) D) as [Da Va]. split; [split; [exact Da | now rewrite Va] | cbn; now rewrite Va].
  Qed.
End Simplified.
